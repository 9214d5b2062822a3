import twilio from 'twilio';

/** The vendor's SDK, unchanged but for the host that it asks; it retries nothing. */
export function twilioSdk(baseUrl: string, accountSid: string, password: string, user = accountSid): twilio.Twilio {
	const httpClient = new twilio.RequestClient();
	const send = httpClient.request.bind(httpClient);
	httpClient.request = (options) => {
		const { pathname, search } = new URL(options.uri);
		return send({ ...options, uri: `${baseUrl}${pathname}${search}` });
	};
	return twilio(user, password, { accountSid, httpClient, autoRetry: false });
}
