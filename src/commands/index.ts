import { createMenu } from '../pipeline/menu.ts';
import { askForBuildHelp } from './build/ask.ts';
import { claimBuild } from './build/claim.ts';
import { flakyBuilds } from './build/flaky.ts';
import { joinBuild } from './build/join.ts';
import { listWatches } from './build/list.ts';
import { myBuilds } from './build/mine.ts';
import { muteBuild } from './build/mute.ts';
import { releaseBuild } from './build/release.ts';
import { rerunBuild } from './build/rerun.ts';
import { revertBuild } from './build/revert.ts';
import { buildStats } from './build/stats.ts';
import { buildStatus } from './build/status.ts';
import { ticketForBuild } from './build/ticket.ts';
import { unmuteBuild } from './build/unmute.ts';
import { unwatchBuilds } from './build/unwatch.ts';
import { watchBuilds } from './build/watch.ts';
import { approveDeploy } from './deploy/approve.ts';
import { cancelDeploy } from './deploy/cancel.ts';
import { confirmDeploy } from './deploy/confirm.ts';
import { freezeDeploys, liftFreeze, listFreezes } from './deploy/freeze.ts';
import { deployHistory } from './deploy/history.ts';
import { listLocks, lockLane, unlockLane } from './deploy/lock.ts';
import { deployQueue } from './deploy/queue.ts';
import { rejectDeploy } from './deploy/reject.ts';
import { startDeploy } from './deploy/start.ts';
import { deployStatus } from './deploy/status.ts';
import { captureMessage, withdrawCapture } from './incident/capture.ts';
import { cancelIncident, mergeIncident, reopenIncident, resolveIncident } from './incident/close.ts';
import { declareIncident } from './incident/declare.ts';
import { discloseIncident } from './incident/disclose.ts';
import { editLine, strikeLine } from './incident/edit.ts';
import { incident, listIncidents } from './incident/list.ts';
import { logLine } from './incident/log.ts';
import { pageSomebody } from './incident/page.ts';
import { incidentReview, incidentStats } from './incident/papers.ts';
import { acknowledgeIncident, giveChannel, giveRole, handOff, joinIncident } from './incident/people.ts';
import { discardUpdate, publishUpdate, redraftUpdate } from './incident/publish.ts';
import { markMitigated, setCause, setImpact, setPhase, setSeverity, setStatus } from './incident/state.ts';
import { incidentSuspects } from './incident/suspects.ts';
import { addLink, addTask, doneTask, listTasks } from './incident/tasks.ts';
import { incidentTimeline, showIncident } from './incident/timeline.ts';
import { remindOfUpdates, snoozeReminder, updateIncident } from './incident/update.ts';
import { audit } from './ops/audit.ts';
import { can } from './ops/can.ts';
import { health } from './ops/health.ts';
import { help } from './ops/help.ts';
import { whoami } from './ops/whoami.ts';
import { startRollback } from './rollback/start.ts';
import { chooseRepository, joinTicket, raiseAnyway } from './ticket/answer.ts';
import { captureTicket } from './ticket/capture.ts';
import { closeTicket, reopenTicket, undoTicket } from './ticket/end.ts';
import { ticketFrom } from './ticket/from.ts';
import { listTickets, myTickets, searchTickets, showTicket, staleTickets } from './ticket/look.ts';
import { dropTicket, publishTicket } from './ticket/publish.ts';
import { newTicket, raiseTicket } from './ticket/raise.ts';
import { ticketStats } from './ticket/stats.ts';
import { tidyTicket } from './ticket/tidy.ts';
import { addThread, assignTicket, commentOnTicket, editTicket, labelTicket } from './ticket/work.ts';

/** The menu: everything a person may ask. Help, README and the Slack manifest are printed from it. */
export const menu = createMenu([
  startDeploy,
  lockLane,
  unlockLane,
  listLocks,
  freezeDeploys,
  listFreezes,
  liftFreeze,
  deployStatus,
  deployHistory,
  deployQueue,
  cancelDeploy,
  approveDeploy,
  rejectDeploy,
  confirmDeploy,
  startRollback,
  incident,
  declareIncident,
  logLine,
  captureMessage,
  withdrawCapture,
  incidentTimeline,
  editLine,
  strikeLine,
  setSeverity,
  setStatus,
  setPhase,
  setImpact,
  setCause,
  giveRole,
  handOff,
  joinIncident,
  acknowledgeIncident,
  giveChannel,
  discloseIncident,
  pageSomebody,
  addTask,
  listTasks,
  doneTask,
  addLink,
  updateIncident,
  publishUpdate,
  redraftUpdate,
  discardUpdate,
  incidentSuspects,
  incidentStats,
  incidentReview,
  snoozeReminder,
  remindOfUpdates,
  markMitigated,
  resolveIncident,
  reopenIncident,
  mergeIncident,
  cancelIncident,
  listIncidents,
  showIncident,
  raiseTicket,
  newTicket,
  captureTicket,
  ticketFrom,
  closeTicket,
  reopenTicket,
  commentOnTicket,
  assignTicket,
  labelTicket,
  editTicket,
  undoTicket,
  addThread,
  showTicket,
  myTickets,
  listTickets,
  searchTickets,
  staleTickets,
  tidyTicket,
  ticketStats,
  chooseRepository,
  publishTicket,
  raiseAnyway,
  joinTicket,
  dropTicket,
  watchBuilds,
  unwatchBuilds,
  listWatches,
  buildStatus,
  myBuilds,
  claimBuild,
  releaseBuild,
  joinBuild,
  askForBuildHelp,
  rerunBuild,
  muteBuild,
  unmuteBuild,
  ticketForBuild,
  revertBuild,
  flakyBuilds,
  buildStats,
  help,
  whoami,
  can,
  health,
  audit,
]);
