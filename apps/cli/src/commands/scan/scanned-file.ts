import type { Assessment } from "@portcullis/catalogue";

/** A configuration that was looked at. `unreadable`: a part of it could not be read, so that nobody knows what stands there. */
export type ScannedFile = { file: string; assessment: Assessment; unreadable: boolean };
