import type { Cluster, Code, Issues, Registry } from '../../ports.ts';
import type { Finding } from './finding.ts';
import { type AskInstallation, examinePermissions } from './permissions.ts';
import { examineClusters, examineCode, examineDatabase, examineRegistries } from './places.ts';
import { examineSlack, type SlackPatient } from './slack.ts';
import { examineTickets } from './tickets.ts';
import { examineWebhooks, type WebhooksPatient } from './webhooks.ts';

export interface Patient extends SlackPatient, WebhooksPatient {
  /** Absent: GitHub is not connected. */
  code: Code | undefined;
  issues: Pick<Issues, 'repository'> | undefined;
  installed: AskInstallation | undefined;
  registry: Pick<Registry, 'tags'>;
  cluster: Cluster;
  checkDatabase(): Promise<void>;
}

/** Looks at everything the bot leans on, in the order in which one would set it right. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const { code, issues, installed, registry, cluster, settings } = patient;
  const findings = await Promise.all([
    examineDatabase(patient.checkDatabase),
    examineSlack(patient),
    examineCode(code, settings),
    examinePermissions(installed, settings),
    examineWebhooks(patient),
    examineTickets(issues, settings),
    examineRegistries(registry, settings),
    examineClusters(cluster, settings),
  ]);
  return findings.flat();
}
