/** Says to a page which path was asked for, so that signing in leads back to it. Set by the proxy over whatever a request brings. */
export const pathHeader = "x-portcullis-path";
