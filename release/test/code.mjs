// Takes code out of a page of the documents, so that the tests do what the documents say:
//   code PAGE HEADING LANGUAGE  prints the first block of that language below the heading
//   code PAGE HEADING to DIR    writes each block below it that is said to be a file, such as `src/App.tsx`
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [page, heading, language, folder] = process.argv.slice(2);
const lines = readFileSync(page, 'utf8').split('\n');
const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
if (start < 0) throw new Error(`${page} has no heading "${heading}"`);
const level = lines[start].indexOf(' ');

/** The blocks below the heading, each with the file that was named last before it. */
function blocks() {
  const found = [];
  let file;
  let open;
  for (const line of lines.slice(start + 1)) {
    const fence = /^( *)```(\w*)$/.exec(line);
    if (open && fence && fence[1] === open.indent) {
      found.push(open);
      open = undefined;
      file = undefined;
    } else if (open) {
      open.text += `${line.startsWith(open.indent) ? line.slice(open.indent.length) : line}\n`;
    } else if (fence) {
      open = { indent: fence[1], language: fence[2], file, text: '' };
    } else if (/^#+ /.test(line) && line.indexOf(' ') <= level) {
      break;
    } else {
      file = [...line.matchAll(/`([\w./[\]-]+\.(?:xml|properties|java|html|tsx?|css))`/g)].at(-1)?.[1] ?? file;
    }
  }
  return found;
}

if (language === 'to') {
  for (const block of blocks().filter(({ file }) => file)) {
    const target = path.join(folder, block.file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, block.text);
    console.log(block.file);
  }
} else {
  const block = blocks().find((each) => each.language === language);
  if (!block) throw new Error(`${page} has no ${language} below "${heading}"`);
  process.stdout.write(block.text);
}
