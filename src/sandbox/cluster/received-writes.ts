/** One write to a Deployment that reached the API server, whatever came of it. */
export interface ReceivedWrite {
  at: string;
  method: string;
  namespace: string;
  name: string;
  fieldManager: string;
  contentType: string;
  body: unknown;
  dryRun: boolean;
  /** The annotation `shipmate.dev/deploy` as it was afterwards. */
  deployId: string | undefined;
  /** The HTTP status it was answered with. */
  status: number;
}

export const deployAnnotation = 'shipmate.dev/deploy';
