import { type Rule, weights } from './rule.ts';

/** What happens to a job rather than in it: the machine, the network, other people's services. */
export const surroundings: readonly Rule[] = [
  {
    weight: weights.final + 2,
    cause: 'runner',
    head: /^(?<say>The (?:hosted |self-hosted )?runner(?:: \S{1,200})? (?:has received a shutdown signal|lost communication with the server|encountered an error).{0,300})$/,
  },
  {
    weight: weights.final + 2,
    cause: 'runner',
    head: /^(?<say>(?:The job was not acquired by Runner|The job was not started because|No runner).{0,300})$/,
  },
  {
    weight: weights.final + 1,
    cause: 'time',
    head: /^(?<say>The job (?:running on runner .{1,200} )?has exceeded the maximum execution time.{0,100}|The action '.{1,200}' has timed out after \d{1,6} minutes\.?)$/,
  },
  { weight: weights.final, cause: 'disk', head: /(?<say>No space left on device)/i },
  { weight: weights.final, cause: 'disk', head: /(?<say>ENOSPC: no space left on device)/ },
  { weight: weights.final, cause: 'memory', head: /(?<say>Process completed with exit code 137)\.?$/ },
  {
    weight: weights.final,
    cause: 'memory',
    head: /^(?<say>(?:.{0,200}: line \d{1,6}:? {1,12}\d{1,9} )?Killed(?: .{0,200})?|.{0,60}exit code: 137.{0,60})$/,
  },
  {
    weight: weights.final,
    cause: 'memory',
    head: /^(?<say>(?:java\.lang\.OutOfMemoryError|OpenJDK 64-Bit Server VM warning: .{0,100}Cannot allocate memory|fatal error: runtime: out of memory|MemoryError|std::bad_alloc|.{0,40}oom-kill).{0,200})$/,
  },
  {
    weight: weights.service + 2,
    cause: 'limit',
    head: /(?<say>toomanyrequests: .{1,200}|You have exceeded a secondary rate limit(?:\. Please wait[^.]{0,80}\.)?|API rate limit exceeded.{0,100}|429 Too Many Requests)/,
  },
  {
    weight: weights.service,
    cause: 'network',
    head: /(?<say>(?:Could not resolve host|Temporary failure (?:in name resolution|resolving)|Name or service not known|getaddrinfo (?:EAI_AGAIN|ENOTFOUND)|TLS handshake timeout|Connection reset by peer|Network is unreachable|Connection timed out|unexpected EOF while|i\/o timeout|Client network socket disconnected).{0,200})/,
  },
  {
    weight: weights.service,
    cause: 'network',
    head: /^(?<say>(?:curl: \(\d{1,3}\)|wget: |E: (?:Failed to fetch|Unable to fetch|The repository)|fatal: unable to access|error: RPC failed;|fatal: the remote end hung up).{1,300})$/,
  },
  {
    weight: weights.service,
    cause: 'network',
    head: /^(?<say>(?:Unable to download (?:actions|artifact|action)|Failed to download (?:action|archive)|An action could not be found|Failed to (?:CreateArtifact|FinalizeArtifact|GetSignedArtifactURL)|Cache service responded with 5|Unexpected HTTP response: 5|received unexpected HTTP status: 5).{0,300})$/,
  },
  {
    weight: weights.service - 1,
    cause: 'network',
    head: /(?<say>(?:HTTP error 50\d|50\d (?:Bad Gateway|Service Unavailable|Gateway Time-?out|Internal Server Error)).{0,200})/,
  },
  { weight: weights.stopped, cause: 'stopped', marked: true, head: /^(?<say>The operation was canceled\.)$/ },
];
