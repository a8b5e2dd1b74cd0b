/** As the server keeps them: lower case, none twice. */
export function tagsOf(words: string): string[] {
  const tags = words.split(',').map((tag) => tag.trim().replace(/\s+/g, ' ').toLowerCase());
  return [...new Set(tags.filter(Boolean))];
}
