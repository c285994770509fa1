import { kilobytes, LARGEST_VSIX, packVsix } from "./lib/vsix.ts";

try {
  const { name, size, files } = await packVsix();
  console.log(files.map((file) => `  ${file}`).join("\n"));
  console.log(`${name}: ${kilobytes(size)} of at most ${kilobytes(LARGEST_VSIX)}, ${files.length} files`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
