/**
 * What a SARIF file of ours may hold: the part of SARIF 2.1.0 (OASIS, section 3) that we write, with nothing else
 * allowed, and with what GitHub asks for beyond the standard (docs "SARIF support for code scanning").
 */
const text = (maxLength: number) => ({
  type: "object",
  additionalProperties: false,
  required: ["text"],
  properties: { text: { type: "string", minLength: 1, maxLength } },
});

const level = { enum: ["error", "warning", "note"] };
const fromOne = { type: "integer", minimum: 1 };
/** RFC 3986: what a URI reference may be made of. */
const uri = { type: "string", pattern: "^[A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=%-]+$" };

const physicalLocation = {
  type: "object",
  additionalProperties: false,
  required: ["artifactLocation", "region"],
  properties: {
    artifactLocation: {
      type: "object",
      additionalProperties: false,
      required: ["uri"],
      properties: { uri, uriBaseId: { const: "SRCROOT" } },
    },
    region: {
      type: "object",
      additionalProperties: false,
      required: ["startLine", "startColumn", "endLine", "endColumn"],
      properties: { startLine: fromOne, startColumn: fromOne, endLine: fromOne, endColumn: fromOne },
    },
  },
};

const rule = {
  type: "object",
  additionalProperties: false,
  required: ["id", "shortDescription", "fullDescription", "help", "defaultConfiguration", "properties"],
  properties: {
    id: { type: "string", pattern: "^[a-z0-9-]+$" },
    name: { type: "string", minLength: 1, maxLength: 255 },
    shortDescription: text(1024),
    fullDescription: text(1024),
    help: {
      type: "object",
      additionalProperties: false,
      required: ["text", "markdown"],
      properties: { text: { type: "string", minLength: 1 }, markdown: { type: "string", minLength: 1 } },
    },
    helpUri: uri,
    defaultConfiguration: {
      type: "object",
      additionalProperties: false,
      required: ["level"],
      properties: { level },
    },
    properties: {
      type: "object",
      required: ["tags", "precision", "problem.severity"],
      // It would make a capacity rule a security alert.
      not: { required: ["security-severity"] },
      properties: {
        tags: { type: "array", items: { type: "string" }, uniqueItems: true, maxItems: 10 },
        precision: { enum: ["very-high", "high", "medium", "low"] },
        "problem.severity": { enum: ["error", "warning", "recommendation"] },
      },
    },
  },
};

const result = {
  type: "object",
  additionalProperties: false,
  required: ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints", "properties"],
  properties: {
    ruleId: { type: "string" },
    ruleIndex: { type: "integer", minimum: 0 },
    level,
    message: text(20_000),
    locations: {
      type: "array",
      minItems: 1,
      maxItems: 1,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["physicalLocation"],
        properties: {
          physicalLocation,
          logicalLocations: {
            type: "array",
            items: {
              type: "object",
              additionalProperties: false,
              required: ["fullyQualifiedName", "kind"],
              properties: { fullyQualifiedName: { type: "string" }, kind: { const: "resource" } },
            },
          },
        },
      },
    },
    relatedLocations: {
      type: "array",
      minItems: 1,
      maxItems: 1000,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["id", "physicalLocation", "message"],
        properties: { id: fromOne, physicalLocation, message: text(20_000) },
      },
    },
    partialFingerprints: {
      type: "object",
      additionalProperties: false,
      required: ["nimops/v1"],
      properties: {
        primaryLocationLineHash: { type: "string", pattern: "^[0-9a-f]{1,16}:[0-9]+$" },
        "nimops/v1": { type: "string", pattern: "^[0-9a-f]{32}:[0-9]+$" },
      },
    },
    properties: { type: "object", required: ["enforcedBy"] },
  },
};

export const sarifSchema = {
  type: "object",
  additionalProperties: false,
  required: ["$schema", "version", "runs"],
  properties: {
    $schema: { type: "string", pattern: "sarif-schema-2\\.1\\.0\\.json$" },
    version: { const: "2.1.0" },
    runs: {
      type: "array",
      minItems: 1,
      maxItems: 1,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["tool", "columnKind", "invocations", "results"],
        properties: {
          tool: {
            type: "object",
            additionalProperties: false,
            required: ["driver"],
            properties: {
              driver: {
                type: "object",
                additionalProperties: false,
                required: ["name", "version", "rules"],
                properties: {
                  name: { const: "nimops" },
                  version: { type: "string" },
                  semanticVersion: { type: "string" },
                  informationUri: uri,
                  rules: { type: "array", items: rule, maxItems: 25_000 },
                },
              },
            },
          },
          automationDetails: {
            type: "object",
            additionalProperties: false,
            required: ["id"],
            properties: { id: { type: "string", pattern: "/$" } },
          },
          originalUriBaseIds: { type: "object", additionalProperties: { type: "object" } },
          columnKind: { const: "utf16CodeUnits" },
          invocations: {
            type: "array",
            minItems: 1,
            items: {
              type: "object",
              additionalProperties: false,
              required: ["executionSuccessful"],
              properties: {
                executionSuccessful: { type: "boolean" },
                toolExecutionNotifications: {
                  type: "array",
                  items: {
                    type: "object",
                    additionalProperties: false,
                    required: ["message", "level"],
                    properties: { message: text(2000), level },
                  },
                },
              },
            },
          },
          results: { type: "array", items: result, maxItems: 25_000 },
        },
      },
    },
  },
};
