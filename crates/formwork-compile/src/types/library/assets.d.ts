// What `import.meta` and imports of files give, for apps that do not have Vite.

interface ImportMetaEnv {
	readonly BASE_URL: string;
	readonly DEV: boolean;
	readonly MODE: string;
	readonly PROD: boolean;
	readonly SSR: boolean;
	readonly [name: string]: any;
}

interface ImportMeta {
	readonly env: ImportMetaEnv;
	readonly hot?: any;
	glob<T = unknown>(
		pattern: string | string[],
		options: { eager: true; import?: string; query?: string | Record<string, any>; base?: string }
	): Record<string, T>;
	glob<T = unknown>(
		pattern: string | string[],
		options?: { eager?: false; import?: string; query?: string | Record<string, any>; base?: string }
	): Record<string, () => Promise<T>>;
}

declare module '*.css' {}
declare module '*?raw' {
	const text: string;
	export default text;
}
declare module '*?url' {
	const url: string;
	export default url;
}
declare module '*?inline' {
	const text: string;
	export default text;
}
declare module '*.apng' {
	const url: string;
	export default url;
}
declare module '*.avif' {
	const url: string;
	export default url;
}
declare module '*.bmp' {
	const url: string;
	export default url;
}
declare module '*.gif' {
	const url: string;
	export default url;
}
declare module '*.ico' {
	const url: string;
	export default url;
}
declare module '*.jfif' {
	const url: string;
	export default url;
}
declare module '*.jpeg' {
	const url: string;
	export default url;
}
declare module '*.jpg' {
	const url: string;
	export default url;
}
declare module '*.png' {
	const url: string;
	export default url;
}
declare module '*.svg' {
	const url: string;
	export default url;
}
declare module '*.webp' {
	const url: string;
	export default url;
}
declare module '*.eot' {
	const url: string;
	export default url;
}
declare module '*.otf' {
	const url: string;
	export default url;
}
declare module '*.ttf' {
	const url: string;
	export default url;
}
declare module '*.woff' {
	const url: string;
	export default url;
}
declare module '*.woff2' {
	const url: string;
	export default url;
}
declare module '*.aac' {
	const url: string;
	export default url;
}
declare module '*.flac' {
	const url: string;
	export default url;
}
declare module '*.m4a' {
	const url: string;
	export default url;
}
declare module '*.mp3' {
	const url: string;
	export default url;
}
declare module '*.mp4' {
	const url: string;
	export default url;
}
declare module '*.mov' {
	const url: string;
	export default url;
}
declare module '*.ogg' {
	const url: string;
	export default url;
}
declare module '*.opus' {
	const url: string;
	export default url;
}
declare module '*.wav' {
	const url: string;
	export default url;
}
declare module '*.webm' {
	const url: string;
	export default url;
}
declare module '*.pdf' {
	const url: string;
	export default url;
}
declare module '*.txt' {
	const url: string;
	export default url;
}
declare module '*.vtt' {
	const url: string;
	export default url;
}
declare module '*.wasm' {
	const url: string;
	export default url;
}
declare module '*.webmanifest' {
	const url: string;
	export default url;
}
