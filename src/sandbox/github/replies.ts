export interface Reply {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export const ok = (body: unknown, headers?: Record<string, string>): Reply => ({ status: 200, body, ...(headers && { headers }) });
export const no = (status: number, text: string): Reply => ({ status, body: message(text, status) });
export const message = (text: string, status: number) => ({
  message: text,
  documentation_url: 'https://docs.github.com/rest',
  status: String(status),
});
