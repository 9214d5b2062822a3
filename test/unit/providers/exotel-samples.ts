/** Requests and answers as the vendor's documents show them; names and numbers that they mask are filled in. */

/** developer.exotel.com/docs/voice-v1/api-reference/connect-to-flow: the fields of the curl example. */
export const CONNECT_FIELDS = {
	From: '+919876543210',
	CallerId: '08040004890',
	Url: 'http://my.exotel.com/acme1/exoml/start_voice/100001',
	CallType: 'trans',
};

/** The same page: the answer to it. */
export const CONNECTED = {
	Call: {
		Sid: 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6',
		ParentCallSid: null,
		DateCreated: '2017-03-03 12:30:24',
		DateUpdated: '2017-03-03 12:30:27',
		AccountSid: 'acme1',
		To: null,
		From: '09876543210',
		PhoneNumberSid: '08040004890',
		Status: 'in-progress',
		StartTime: '2017-03-03 12:30:27',
		EndTime: null,
		Duration: null,
		Price: null,
		Direction: 'outbound-api',
		AnsweredBy: null,
		Uri: '/v1/Accounts/acme1/Calls.json/a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6',
		RecordingUrl: null,
	},
};

/** support.exotel.com, "Call API to get details of a call": the API's other language. */
export const CONNECTED_XML = `<?xml version="1.0" encoding="UTF-8"?>
<TwilioResponse>
 <Call>
  <Sid>a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6</Sid>
  <ParentCallSid/>
  <Status>in-progress</Status>
 </Call>
</TwilioResponse>`;

/** developer.exotel.com/docs/voice-v1/api-reference/call-details: a single call, with details=true. */
export const DETAILS = {
	Call: {
		Sid: 'b6cfaf5f5cef3ca0fc937749ef96d245',
		ParentCallSid: null,
		DateCreated: '2017-03-03 10:48:33',
		DateUpdated: '2017-03-03 10:53:33',
		AccountSid: 'acme1',
		To: '09000038847',
		From: '09000030240',
		PhoneNumberSid: '08040004890',
		Status: 'completed',
		StartTime: '2017-03-03 10:48:33',
		EndTime: '2017-03-03 10:49:50',
		Duration: '17',
		Price: '1.500',
		Direction: 'outbound-api',
		AnsweredBy: null,
		RecordingUrl: 'https://s3-ap-southeast-1.amazonaws.com/recording.mp3',
		Details: { ConversationDuration: 8, Leg1Status: 'completed', Leg2Status: 'completed' },
	},
};

/** The same page: the answer to Calls.json. */
export const BULK = {
	Metadata: {
		Total: 1027,
		PageSize: 20,
		FirstPageUri: '/v1/Accounts/acme1/Calls.json?PageSize=20',
		PrevPageUri: '/v1/Accounts/acme1/Calls.json?Before=abc',
		NextPageUri: '/v1/Accounts/acme1/Calls.json?After=xyz',
	},
	Calls: [
		{
			Sid: 'c5797dcbaaeed7678c4062a4a3ed2f8a',
			DateCreated: '2019-12-03 10:48:33',
			Status: 'completed',
			Duration: '45',
			Price: '1.500',
			Direction: 'outbound-api',
			To: '09000038847',
			From: '09000030240',
			RecordingUrl: 'https://s3-ap-southeast-1.amazonaws.com/recording.mp3',
		},
	],
};

/** developer.exotel.com/docs/advanced-config/rate-limiting */
export const RATE_LIMITED = {
	RestException: {
		Status: 429,
		Message: 'Rate limit exceeded. Try again in 30 seconds.',
		Code: 'RATE_LIMIT_EXCEEDED',
	},
};

/** developer.exotel.com/docs/sms-support/sms-api-errors: that of the other API, with the same keys. */
export const UNAUTHORIZED = {
	RestException: { Status: 401, Message: 'Authentication failed. Invalid API Key or Token.', Code: 'UNAUTHORIZED' },
};
