// The values that go back and forth: one of each type, with bits set at both ends.
// Run by itself, prints a line "name type:value" for each.

/** name, bits, and the names that node-tfhe has for the type. */
export const TYPES = [
  { name: "bool", bits: 1, push: "push_boolean", single: "FheBool", seeded: "CompressedFheBool", kind: "Bool" },
  ...[4, 8, 16, 32, 64, 128, 160, 256].map((bits) => ({
    name: `uint${bits}`,
    bits,
    push: `push_u${bits}`,
    single: `FheUint${bits}`,
    seeded: `CompressedFheUint${bits}`,
    kind: `Uint${bits}`,
  })),
];

export function valueOf(type) {
  return type.bits === 1 ? 1n : (1n << BigInt(type.bits - 1)) + 5n;
}

/** What is added to a value: enough for the sum to overflow. */
export function addendOf(type) {
  return (1n << BigInt(type.bits - 1)) + 1n;
}

/** node-tfhe takes and gives booleans, numbers up to 32 bits, and BigInts beyond. */
export function toNode(type, value) {
  if (type.bits === 1) return value === 1n;
  return type.bits <= 32 ? Number(value) : value;
}

export function fromNode(value) {
  return BigInt(value);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for (const type of TYPES) {
    const value = valueOf(type);
    console.log(type.name, `${type.name}:${type.bits === 1 ? value === 1n : value}`);
  }
}
