import { createMenu } from '../pipeline/menu.ts';
import { approveDeploy } from './deploy/approve.ts';
import { cancelDeploy } from './deploy/cancel.ts';
import { confirmDeploy } from './deploy/confirm.ts';
import { deployHistory } from './deploy/history.ts';
import { deployQueue } from './deploy/queue.ts';
import { rejectDeploy } from './deploy/reject.ts';
import { startDeploy } from './deploy/start.ts';
import { deployStatus } from './deploy/status.ts';
import { declareIncident } from './incident/declare.ts';
import { incident, listIncidents } from './incident/list.ts';
import { audit } from './ops/audit.ts';
import { can } from './ops/can.ts';
import { health } from './ops/health.ts';
import { help } from './ops/help.ts';
import { whoami } from './ops/whoami.ts';
import { startRollback } from './rollback/start.ts';

/** The menu: everything a person may ask. Help, README and the Slack manifest are printed from it. */
export const menu = createMenu([
  startDeploy,
  deployStatus,
  deployHistory,
  deployQueue,
  cancelDeploy,
  approveDeploy,
  rejectDeploy,
  confirmDeploy,
  startRollback,
  declareIncident,
  incident,
  listIncidents,
  help,
  whoami,
  can,
  health,
  audit,
]);
