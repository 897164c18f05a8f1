// Writes the software bills of materials into dist/, in the CycloneDX format: one for the server, with its
// page and its Java runtime, and one for each npm package. Maven's part comes from release/maven.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const pom = readFileSync('pom.xml', 'utf8');
const timestamp = /<project.build.outputTimestamp>([^<]+)/.exec(pom)[1];
const lock = read('web/package-lock.json').packages;

/** Finds an installed package as Node does: in the folder itself, then in each one above. */
function locate(name, from) {
  for (let folder = from; ; folder = path.posix.dirname(folder)) {
    const place = path.posix.join(folder, 'node_modules', name);
    if (lock[place]) return lock[place].link ? lock[place].resolved : place;
    if (folder === '.') throw new Error(`${name}, which ${from} needs, is not in web/package-lock.json`);
  }
}

/** All packages that one needs at run time. Its own workspace's packages count, development tools do not. */
function installed(workspace, found = new Map()) {
  for (const name of Object.keys(lock[workspace].dependencies ?? {})) {
    const place = locate(name, workspace);
    if (!found.has(place)) {
      found.set(place, { name, ...lock[place] });
      installed(place, found);
    }
  }
  return found;
}

/** Licenses of packages that name only that of their code. */
const licenses = new Map([['katex', 'MIT AND OFL-1.1']]);

function npmComponent({ name, version, license: stated, integrity }) {
  const license = licenses.get(name) ?? stated;
  const [group, short] = name.startsWith('@') ? name.split('/') : [undefined, name];
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const [, digest] = /^sha512-(.+)$/.exec(integrity ?? '') ?? [];
  return {
    type: 'library',
    'bom-ref': purl,
    ...(group && { group }),
    name: short,
    version,
    ...(digest && { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }),
    licenses: [license.includes(' ') ? { expression: license } : { license: { id: license } }],
    purl,
  };
}

/** The Java runtime of the archive, which is made of the JDK that builds it. */
function runtimeComponent() {
  const text = readFileSync(path.join(process.env.JAVA_HOME, 'release'), 'utf8');
  const value = (key) => new RegExp(`^${key}="([^"]*)"`, 'm').exec(text)?.[1];
  const version = value('JAVA_RUNTIME_VERSION') ?? value('JAVA_VERSION');
  return {
    type: 'platform',
    'bom-ref': `pkg:generic/openjdk@${version}`,
    supplier: { name: value('IMPLEMENTOR') ?? 'unknown' },
    name: 'openjdk',
    version,
    licenses: [{ expression: 'GPL-2.0-only WITH Classpath-exception-2.0' }],
    purl: `pkg:generic/openjdk@${encodeURIComponent(version)}`,
  };
}

function write(name, component, components, dependencies = []) {
  const file = `dist/${name}.cdx.json`;
  const sorted = [...components].sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1));
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { timestamp, component },
    components: sorted,
    dependencies: [
      { ref: component['bom-ref'], dependsOn: sorted.map((each) => each['bom-ref']) },
      ...dependencies,
    ],
  };
  writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`);
  console.log(`${file}: ${components.length} components`);
}

mkdirSync('dist', { recursive: true });
const maven = read('server/app/target/sbom.json');
const server = maven.metadata.component;
const page = [...installed('apps/console').values()].map(npmComponent);
write(
  `firstword-server-${server.version}`,
  { ...server, type: 'application' },
  [...maven.components, ...page, runtimeComponent()],
  maven.dependencies.filter(({ ref }) => ref !== server['bom-ref']),
);
const react = read('web/packages/react/package.json');
write(`firstword-react-${react.version}`, npmComponent(react), [...installed('packages/react').values()].map(npmComponent));
