/** Scripts written without spaces between words, and their punctuation. Korean is not among them. */
const ideographic =
  '[\\p{Script_Extensions=Han}\\p{Script_Extensions=Hiragana}\\p{Script_Extensions=Katakana}\\p{Script_Extensions=Bopomofo}\\u3000-\\u303f\\uff00-\\uffef]';
const lineBreak = new RegExp(`(${ideographic})\\n(?=${ideographic})`, 'gu');

/**
 * Removes the line breaks of a paragraph between ideographs, where a browser would show a space that nobody wrote.
 *
 * @param before what precedes the text
 * @param after what follows it
 */
export function joinLines(text: string, before: string, after: string): string {
  if (!text.includes('\n')) return text;
  // Two code units hold any character.
  const [previous, next] = [before.slice(-2), after.slice(0, 2)];
  const joined = (previous + text + next).replace(lineBreak, '$1');
  return joined.slice(previous.length, joined.length - next.length);
}
