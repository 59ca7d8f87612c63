/** Says the same to whatever it is asked. */
exports.handler = async () => ({
  version: "1.0",
  response: {
    outputSpeech: { type: "PlainText", text: "We weave algebraic patterns." },
    shouldEndSession: true,
  },
});
