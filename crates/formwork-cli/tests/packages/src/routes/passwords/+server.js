import { json } from '@sveltejs/kit';
import bcrypt from 'bcryptjs';
import { SHA256, sha256 } from '@oslojs/crypto/sha2';
import { hmac } from '@oslojs/crypto/hmac';
import { generateRandomString } from '@oslojs/crypto/random';
import { constantTimeEqual } from '@oslojs/crypto/subtle';
import { encodeBase32LowerCaseNoPadding, encodeHexLowerCase, decodeBase64urlIgnorePadding } from '@oslojs/encoding';

export async function GET() {
	const hash = await bcrypt.hash('correct horse', 4);
	const random = { read: (bytes) => crypto.getRandomValues(bytes) };
	return json({
		bcrypt: [hash.slice(0, 7), await bcrypt.compare('correct horse', hash), bcrypt.compareSync('wrong', hash)],
		token: encodeBase32LowerCaseNoPadding(crypto.getRandomValues(new Uint8Array(20))).length,
		session: encodeHexLowerCase(sha256(new TextEncoder().encode('abc'))).slice(0, 8),
		hmac: encodeHexLowerCase(hmac(SHA256, new TextEncoder().encode('key'), new TextEncoder().encode('data'))).slice(0, 8),
		random: generateRandomString(random, 'ABC', 12).length,
		equal: constantTimeEqual(new Uint8Array([1]), new Uint8Array([1])),
		decoded: new TextDecoder().decode(decodeBase64urlIgnorePadding('aGk'))
	});
}
