import { execFileSync } from 'node:child_process';

/** Spawned tests run the compiled program: compile it once, from the sources under test. */
export default function build(): void {
	execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}
