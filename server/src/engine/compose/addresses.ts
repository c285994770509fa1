/** Environment variables that hold the address of a service. */
export const ADDRESS_VARIABLES: ReadonlySet<string> = new Set([
  "MASTER_ADDR",
  "RAY_ADDRESS",
  "RDZV_ENDPOINT",
  "PET_MASTER_ADDR",
  "PET_RDZV_ENDPOINT",
]);

/**
 * Options that take one. Source: the help of torchrun, `torch.distributed.launch`, `accelerate launch`, `ray start`, vLLM and SGLang.
 */
const OPTION =
  /(?:^|[\s"'])--(?:master[-_]addr|rdzv[-_]endpoint|main[-_]process[-_]ip|dist[-_]init[-_]addr|data[-_]parallel[-_]address|address)(?:=|[ \t]+["']?)([\w.-]*)$/;

/** The part of a host name before a caret that ends a command's text: `wor` of `torchrun --master_addr wor`. */
export function addressInCommand(text: string, previous: string | undefined): string | undefined {
  const found = OPTION.exec(text)?.[1];
  if (found !== undefined || previous === undefined || !/^[\w.-]*$/.test(text)) return found;
  return OPTION.exec(`${previous} ${text}`)?.[1];
}

/** The same in a TF_CONFIG, where it begins a string in the lists of the cluster. */
export function addressInCluster(text: string): string | undefined {
  return /\\?"cluster\\?"[^]*\[(?:[^\]]*,)?\s*\\?"([\w.-]*)$/.exec(text)?.[1];
}
