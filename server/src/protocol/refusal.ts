import { ErrorCodes, ResponseError } from "vscode-languageserver";

/** The answer to a request that cannot be done: a sentence for the user. */
export const refusal = (sentence: string): ResponseError =>
  new ResponseError(ErrorCodes.InvalidRequest, sentence);
