// Checks that dist/maven is what Maven Central accepts: each POM with its own or inherited name, description,
// address, license, developers and scm; each jar with sources, javadoc and checksums; no snapshots.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const repository = process.argv[2] ?? 'dist/maven';
const all = readdirSync(repository, { recursive: true }).filter((file) => statSync(path.join(repository, file)).isFile());
const poms = all.filter((file) => file.endsWith('.pom'));
const problems = [];

/** The text of an element that is a child of the project itself. */
function child(pom, element) {
  const depth0 = pom
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<(dependencies|dependencyManagement|build|profiles|parent)>[\s\S]*?<\/\1>(?=\s*<(?!\/(dependency|plugin|profile)))/g, '');
  return new RegExp(`<${element}[^>]*>([\\s\\S]*?)</${element}>`).exec(depth0)?.[1].trim();
}

const pomFile = (artifact, version) => path.join(repository, 'dev/firstword', artifact, version, `${artifact}-${version}.pom`);

/** Looks an element up in the POM and in its parents. */
function inherited(pom, element) {
  const own = child(pom, element);
  if (own) return own;
  const [, artifact, version] = /<parent>[\s\S]*?<artifactId>([^<]+)[\s\S]*?<version>([^<]+)/.exec(pom) ?? [];
  if (!artifact) return undefined;
  const parent = pomFile(artifact, version);
  if (!existsSync(parent)) {
    problems.push(`${parent} is missing`);
    return undefined;
  }
  return inherited(readFileSync(parent, 'utf8'), element);
}

for (const file of poms) {
  const pom = readFileSync(path.join(repository, file), 'utf8');
  const require = (condition, what) => condition || problems.push(`${file}: ${what}`);
  require(child(pom, 'name'), 'has no name');
  require(child(pom, 'description'), 'has no description');
  require(/^https:\/\//.test(inherited(pom, 'url') ?? ''), 'has no https address');
  require(/<name>[^<]+<\/name>\s*<url>https/.test(inherited(pom, 'licenses') ?? ''), 'has no license with its address');
  require(/<name>[^<]+</.test(inherited(pom, 'developers') ?? ''), 'names no developer');
  const scm = inherited(pom, 'scm') ?? '';
  require(['connection', 'developerConnection', 'url'].every((each) => scm.includes(`<${each}>`)), 'has no complete scm');
  require(!pom.includes('-SNAPSHOT'), 'depends on a snapshot');
  require(!/<(repositories|pluginRepositories)>/.test(pom), 'names repositories');
  if (!pom.includes('<packaging>pom</packaging>')) {
    const base = file.slice(0, -'.pom'.length);
    for (const ending of ['.jar', '-sources.jar', '-javadoc.jar']) {
      require(all.includes(base + ending), `${path.basename(base)}${ending} is missing`);
    }
  }
}
for (const file of all.filter((each) => /\.(pom|jar)$/.test(each))) {
  const bytes = readFileSync(path.join(repository, file));
  for (const algorithm of ['md5', 'sha1']) {
    const sum = path.join(repository, `${file}.${algorithm}`);
    const right = existsSync(sum) && readFileSync(sum, 'utf8').trim() === createHash(algorithm).update(bytes).digest('hex');
    if (!right) problems.push(`${file} has no right ${algorithm}`);
  }
}
if (poms.length === 0) problems.push(`${repository} has no artefacts`);
if (problems.length > 0) {
  console.error(`Maven Central would refuse this:\n  ${problems.join('\n  ')}`);
  process.exit(1);
}
console.log(`${repository}: ${poms.length} artefacts as Maven Central requires them`);
