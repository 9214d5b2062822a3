import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.js';

/** The long proofs: `npm run proof`. A smaller version of each runs with the tests. */
const { include: _, ...test } = base.test ?? {};

export default mergeConfig(defineConfig({ test }), defineConfig({ test: { include: ['test/**/*.proof.ts'] } }));
