const host = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[a-f0-9:]+\])(:\d{1,5})?$/i;
const part = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/;

/** Whether it names a repository of images, `[host[:port]/]path`, and no tag or digest: those are what gets deployed. */
export function isImageName(text: string): boolean {
  const [first = '', ...rest] = text.split('/');
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const path = hasHost ? rest : [first, ...rest];
  return text.length <= 255 && (!hasHost || host.test(first)) && path.every((one) => part.test(one));
}
