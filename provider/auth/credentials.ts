/** What credentials are, and what a source of them does; credentialSources.ts lists the sources. */
import type { ErrorCategory } from "../errorCategory";

export interface AccessToken {
  readonly value: string;
  /** Milliseconds since the epoch; `Infinity` if unknown. */
  readonly expiresAtMs: number;
}

/** What Login with Amazon exchanges for an access token. */
export interface RefreshCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

/** At least one of the two: an access token is used first, and renewed with the refresh credentials, if any. */
export interface Credentials {
  readonly origin: "configuration" | "environment" | "profile";
  readonly accessToken?: AccessToken;
  readonly refresh?: RefreshCredentials;
}

/** The settings that sources read: they are one account's, and always come from one place. */
export const credentialSettings = [
  "accessToken",
  "clientId",
  "clientSecret",
  "refreshToken",
  "profile",
] as const;
export type CredentialSetting = (typeof credentialSettings)[number];

/** A place with settings. */
export interface SettingsPlace<Name extends string = CredentialSetting> {
  readonly kind: "configuration" | "environment" | "defaults";
  /** What a setting is called there. */
  readonly nameOf: (name: Name) => string;
  /** @returns undefined if it is not set there. */
  readonly read: (name: Name) => string | undefined;
}

export interface CredentialSource {
  /** How to provide such credentials, for the error when there are none. */
  readonly help: readonly string[];
  /**
   * @returns undefined if `place` does not ask for this source.
   * @throws {CredentialsError} if it does, and the credentials are incomplete, missing or expired.
   */
  find(place: SettingsPlace, nowMs: number): Credentials | undefined;
}

/** There are no usable credentials. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
  readonly category: ErrorCategory = "settings";
}

/** Whether `text` can be a credential: anything else would break the request that carries it. */
export function isCredential(text: string): boolean {
  return /^[!-~]+$/.test(text) && !/^[[{"]/.test(text);
}
