/** How to put the token into a variable so that it never becomes a line of shell history. */
export const variableSetup = {
  PORTCULLIS_TOKEN: {
    meaning: "the token",
    posix: "read -rs PORTCULLIS_TOKEN && export PORTCULLIS_TOKEN",
    powershell: "$env:PORTCULLIS_TOKEN = Read-Host -MaskInput",
  },
  PORTCULLIS_AUTH: {
    meaning: "the word Bearer, a blank, and the token",
    posix: 'read -rs PORTCULLIS_TOKEN && export PORTCULLIS_AUTH="Bearer $PORTCULLIS_TOKEN"',
    powershell: '$env:PORTCULLIS_AUTH = "Bearer " + (Read-Host -MaskInput)',
  },
} as const;

export const variableHints = [
  "Read like this, the token never becomes a line of the shell's history.",
  "PowerShell needs version 7.1 or later for this.",
  "Apps started from a dock or menu often do not see the shell's variables: start them from that shell, or set the variable for the whole login session.",
] as const;
