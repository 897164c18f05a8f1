const letter = /\p{L}/u;
const rightToLeft =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}]/u;
const codeOrAddress = /`[^`]*`|https?:\/\/\S*/g;

/**
 * The direction of a Markdown text by its first letter outside code, or `auto`. For blocks that contain others:
 * `dir="auto"` does not look into elements with a direction of their own.
 */
export function directionOf(markdown: string): 'ltr' | 'rtl' | 'auto' {
  const [first] = letter.exec(markdown.replace(codeOrAddress, '')) ?? [];
  if (first === undefined) return 'auto';
  return rightToLeft.test(first) ? 'rtl' : 'ltr';
}
