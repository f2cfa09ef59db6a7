/** Turns what views draw into what every client shows. */
export interface Pictures {
  /** A PNG, twice as fine as the drawing says. */
  png(svg: string): Promise<Uint8Array>;
}
