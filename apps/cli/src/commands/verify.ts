import { main } from "../../verifier/verify.mjs";
import type { Console, ExitCode } from "../console.ts";

/** `verify FOLDER`: says whether an export of the record is whole. The same file goes with every export, for those who have no Portcullis. */
export const verify = (args: string[], io: Console): Promise<ExitCode> => main(args, io.out, io.error);
