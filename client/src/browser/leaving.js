/**
 * Whether the document is being left: what fails then is no error, and nobody is asked again (C-126, C-140).
 */
export const leaving = { document: false };

/** The browser may yet ask the user to stay, or the address turn out to be a download: then it passes. */
export function noteLeaving() {
	leaving.document = true;
	setTimeout(() => (leaving.document = false), 5000);
}
