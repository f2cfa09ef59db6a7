/** The bot's own PostgreSQL cannot run here, or not now. The message is for the operator: what is the matter, then what to do. */
export class EmbeddedProblem extends Error {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = 'EmbeddedProblem';
  }
}
