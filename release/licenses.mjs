// Writes the licenses of everything in the server's archive into dist/work/licenses: a table, the text of each
// license, and the notices that the libraries bring. Fails if a component has a license that is not known here.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

const folder = 'dist/work/licenses';
const version = execFileSync('scripts/version').toString().trim();

/** SPDX identifiers of licenses that POMs name in words of their own. */
const spdx = new Map([
  ['Apache 2', 'Apache-2.0'],
  ['Apache 2.0', 'Apache-2.0'],
  ['Apache License 2.0', 'Apache-2.0'],
  ['Apache License Version 2.0', 'Apache-2.0'],
  ['Apache License, Version 2.0', 'Apache-2.0'],
  ['The Apache License, Version 2.0', 'Apache-2.0'],
  ['The Apache Software License, Version 2.0', 'Apache-2.0'],
  ['The Apache Software License, version 2.0', 'Apache-2.0'],
  ['The MIT License', 'MIT'],
  ['Public Domain, per Creative Commons CC0', 'CC0-1.0'],
]);

/** The identifiers of a component's licenses: any one of them suffices. */
function licensesOf(component) {
  return (component.licenses ?? []).flatMap(({ license, expression }) => {
    if (expression) return expression.split(/ OR /);
    return [license.id ?? spdx.get(license.name) ?? `unknown: ${license.name}`];
  });
}

/** The files of a zip archive that state a license, by name. */
function licenseFiles(jar) {
  const bytes = readFileSync(jar);
  const found = new Map();
  let end = bytes.length - 22;
  while (bytes.readUInt32LE(end) !== 0x06054b50) end--;
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    if (/^(META-INF\/)?[^/]*(LICENSE|NOTICE|COPYING)[^/]*$/i.test(name) && !name.endsWith('.class')) {
      const start = bytes.readUInt32LE(at + 42);
      const data = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
      const packed = bytes.subarray(data, data + bytes.readUInt32LE(at + 20));
      const text = bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed);
      if (text.length > 0) found.set(name.replace('META-INF/', ''), text);
    }
    at += 46 + nameLength + extraLength + commentLength;
  }
  return found;
}

/** The license files that a component brings. */
function filesOf(component) {
  if (component.purl.startsWith('pkg:maven/')) {
    const classifier = /[?&]classifier=([^&]+)/.exec(component.purl)?.[1];
    const name = [component.name, component.version, classifier].filter(Boolean).join('-');
    return licenseFiles(`server/app/target/lib/${name}.jar`);
  }
  if (component.purl.startsWith('pkg:npm/')) {
    const place = `web/node_modules/${component.group ? `${component.group}/` : ''}${component.name}`;
    const names = readdirSync(place).filter((name) => /^(LICENSE|NOTICE|COPYING)/i.test(name));
    const files = new Map(names.map((name) => [name, readFileSync(`${place}/${name}`)]));
    // Its package has fonts under another license than its code, and no text of it.
    if (component.name === 'katex') files.set('LICENSE.fonts', readFileSync('web/apps/console/public/font-licenses.txt'));
    return files;
  }
  return new Map(); // The Java runtime has them in runtime/legal.
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(`${folder}/texts`, { recursive: true });
const { components } = JSON.parse(readFileSync(`dist/firstword-server-${version}.cdx.json`, 'utf8'));
const problems = [];
const rows = [];
const used = new Set();
for (const component of components) {
  const name = [component.group, component.name].filter(Boolean).join(component.purl.startsWith('pkg:npm') ? '/' : ':');
  const ids = licensesOf(component);
  if (ids.length === 0) problems.push(`${name} states no license`);
  for (const id of ids.flatMap((each) => each.split(' AND '))) {
    if (existsSync(`release/licenses/${id}.txt`)) used.add(id);
    else if (!(id.startsWith('GPL-2.0-only WITH') && component.name === 'openjdk')) problems.push(`${name} is under ${id}`);
  }
  rows.push(`| ${name} | ${component.version} | ${ids.join(' or ')} |`);
  if (/^(dev\.firstword|@firstword)$/.test(component.group ?? '')) continue;
  const files = filesOf(component);
  // The page has no jars, so nothing else would carry the notices of its libraries.
  if (component.purl.startsWith('pkg:npm') && files.size === 0) problems.push(`${name} brings no license`);
  for (const [file, text] of files) {
    const target = `${folder}/notices/${component.name}-${component.version}`;
    mkdirSync(target, { recursive: true });
    writeFileSync(`${target}/${file}`, text);
  }
}
if (problems.length > 0) {
  console.error(`The licenses of these are not known, or their text is missing:\n  ${problems.join('\n  ')}`);
  process.exit(1);
}
for (const id of used) copyFileSync(`release/licenses/${id}.txt`, `${folder}/texts/${id}.txt`);
writeFileSync(
  `${folder}/README.md`,
  `# Licenses

Firstword is under the Apache License 2.0. The archive also contains the components below. \`texts/\` has their
licenses, and \`notices/\` what they bring themselves. Where a component has several licenses, any one of them applies.
Those of the Java runtime are in \`runtime/legal/\`.

| component | version | license |
|---|---|---|
${rows.join('\n')}
`,
);
console.log(`${folder}: ${rows.length} components, ${used.size} licenses`);
