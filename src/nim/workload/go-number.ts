/**
 * A number of a JSON text as Go's YAML writes it: whole where 64 bits hold it, else a floating-point number, with an
 * exponent from a million on and below 0.0001.
 * Source: go.yaml.in/yaml/v2 v2.4.3, resolve.go and encode.go; Go's strconv.FormatFloat with the format `g`.
 */
export function goNumber(value: number | bigint): string {
  const isWhole = typeof value === "bigint" || Number.isInteger(value);
  if (isWhole && value >= -(2n ** 63n) && value < 2n ** 64n) return String(value);
  const [digits = "", power = "0"] = Number(value).toExponential().split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(Number(value));
  return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
