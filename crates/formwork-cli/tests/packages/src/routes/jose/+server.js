import { json } from '@sveltejs/kit';
import * as jose from 'jose';

const secret = new TextEncoder().encode('cc7e0d44fd473002f1c42167459001140ec6389b7353f8088f4d9a95f2f596f2');

async function roundTrip(alg, signKey, verifyKey) {
	const jwt = await new jose.SignJWT({ 'urn:example:claim': true })
		.setProtectedHeader({ alg })
		.setIssuedAt()
		.setIssuer('urn:example:issuer')
		.setAudience('urn:example:audience')
		.setExpirationTime('2h')
		.sign(signKey);
	const { payload, protectedHeader } = await jose.jwtVerify(jwt, verifyKey, { issuer: 'urn:example:issuer', audience: 'urn:example:audience' });
	const broken = jwt.slice(0, -4) + (jwt.endsWith('AAAA') ? 'BBBB' : 'AAAA');
	const refused = await jose.jwtVerify(broken, verifyKey).catch((error) => error.code);
	return [protectedHeader.alg, payload['urn:example:claim'], refused];
}

export async function POST({ request }) {
	const keys = await request.json();
	const results = [await roundTrip('HS256', secret, secret)];
	for (const alg of ['ES256', 'ES384', 'ES512', 'EdDSA']) {
		const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true });
		const spki = await jose.importSPKI(await jose.exportSPKI(publicKey), alg);
		const pkcs8 = await jose.importPKCS8(await jose.exportPKCS8(privateKey), alg);
		results.push(await roundTrip(alg, pkcs8, spki));
	}
	for (const alg of ['RS256', 'PS512']) {
		const privateKey = await jose.importJWK(keys.rsa, alg);
		const publicKey = await jose.importJWK({ kty: 'RSA', n: keys.rsa.n, e: keys.rsa.e }, alg);
		results.push(await roundTrip(alg, privateKey, publicKey));
	}
	const jwe = await new jose.EncryptJWT({ hidden: true }).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).setExpirationTime('2h').encrypt(secret.slice(0, 32));
	const { payload } = await jose.jwtDecrypt(jwe, secret.slice(0, 32));
	const jwks = jose.createLocalJWKSet({ keys: [{ ...(await jose.exportJWK((await jose.generateKeyPair('ES256', { extractable: true })).publicKey)), kid: 'a' }] });
	const expired = await new jose.SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setExpirationTime(1).sign(secret);
	return json({
		results,
		hidden: payload.hidden,
		unknown: await jwks({ alg: 'ES256', kid: 'b' }).catch((error) => error.code),
		expired: await jose.jwtVerify(expired, secret).catch((error) => error.code),
		thumbprint: (await jose.calculateJwkThumbprint({ kty: 'RSA', n: keys.rsa.n, e: keys.rsa.e })).length,
		rsa: await jose.generateKeyPair('RS256').catch((error) => error.message)
	});
}
