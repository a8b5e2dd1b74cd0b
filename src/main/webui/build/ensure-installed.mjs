// npm ci, unless node_modules is what package-lock.json names already: a clean build needs no network then.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const MARK = 'node_modules/.installed-lock';
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).update(process.platform + process.arch).digest('hex');

if (existsSync(MARK) && readFileSync(MARK, 'utf8') === wanted) {
  console.log('What the web page needs is installed.');
} else {
  execFileSync('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], { stdio: 'inherit' });
  writeFileSync(MARK, wanted);
}
