export interface Registry {
  /** The digest behind a tag; undefined when there is no such tag. */
  digestOf(image: string, tag: string): Promise<string | undefined>;
  /** Whether the digest can be pulled now. */
  has(image: string, digest: string): Promise<boolean>;
  /** Tags, newest version first. */
  tags(image: string): Promise<string[]>;
  /** When the image behind a tag was built, by its own account; undefined: it does not say, or not in earnest. */
  builtAt(image: string, tag: string): Promise<Date | undefined>;
}
