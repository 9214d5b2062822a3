import { Agent } from 'undici';
import { phoneNumber } from '../helpers/contacts.js';

/**
 * What the dialer is measured against: the same requests over as many connections, with nothing around them. No file is
 * read, nothing is written down, nothing is decided. Arguments: base URL, calls, connections.
 */
const [, , origin = '', calls = '0', connections = '1'] = process.argv;
const agent = new Agent({ connections: Number(connections) });
let started = 0;

async function work(): Promise<void> {
	while (started < Number(calls)) {
		const index = started++;
		const { body } = await agent.request({
			origin,
			path: '/v2/create-phone-call',
			method: 'POST',
			headers: { authorization: 'Bearer bench', 'content-type': 'application/json' },
			body: JSON.stringify({
				from_number: '+12025550100',
				to_number: phoneNumber(index),
				retell_llm_dynamic_variables: { name: `Contact ${index}`, city: `Town ${index % 97}` },
				metadata: { campaign_id: 'bench', contact_id: phoneNumber(index), attempt_id: `bench.${index}` },
			}),
		});
		const reply = JSON.parse(await body.text()) as { call_id?: string };
		if (reply.call_id === undefined) throw new Error('the mock refused a call');
	}
}

await Promise.all(Array.from({ length: Number(connections) }, work));
await agent.close();
