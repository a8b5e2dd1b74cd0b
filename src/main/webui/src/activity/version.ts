import type { Info } from '../api/activity';

/** Short enough to be read, long enough to be found. */
export function versionWords(info: Info): string {
  const id = info.git?.commit?.id;
  const commit = typeof id === 'string' ? id.slice(0, 8) : id?.abbrev;
  return [info.build?.version, commit && `commit ${commit}`, info.java?.version && `Java ${info.java.version}`, [info.os?.name, info.os?.arch].filter(Boolean).join(' ')].filter(Boolean).join(' · ');
}
