import { messageOf, systemCode } from '../runtime/errors.js';

/** Why an exchange failed, in one short clause for people. */
export function networkReason(error: unknown): string {
	const code = systemCode(error) ?? '';
	if (code.startsWith('HPE_')) return 'what came back is not HTTP';
	return REASONS[code] ?? messageOf(error);
}

const UNKNOWN_AUTHORITY =
	'its certificate is from an authority that is not known here (NODE_EXTRA_CA_CERTS can name more)';

const REASONS: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'connection refused',
	ECONNRESET: 'connection reset',
	ENOTFOUND: 'the host name is not known',
	EAI_AGAIN: 'the name service does not answer',
	ENETUNREACH: 'network unreachable',
	EHOSTUNREACH: 'host unreachable',
	ETIMEDOUT: 'no connection in time',
	UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
	UND_ERR_SOCKET: 'the connection broke',
	EPIPE: 'the connection broke',
	EPROTO: 'it does not speak TLS as we do',
	ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
	ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
	SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
	UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
	CERT_HAS_EXPIRED: 'its certificate has expired',
	CERT_NOT_YET_VALID: 'its certificate is not valid yet',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};
