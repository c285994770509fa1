/** A machine lacks what a suite needs: the suite is skipped, by name and with this reason. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}
