import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

const PLACES = [
  "/usr/lib/jvm",
  "/usr/java",
  "/opt/java",
  "/opt",
  "/Library/Java/JavaVirtualMachines",
  join(homedir(), ".sdkman/candidates/java"),
  join(homedir(), ".jdks"),
];

/** The java command of a Java 25, looked for where the launcher looks. */
export function findJava(): string {
  const homes = [process.env.DAEMION_JAVA, process.env.JAVA_HOME, ...onPath(), ...PLACES.flatMap(homesIn)];
  const home = homes.find((candidate) => candidate !== undefined && isJava25(candidate));
  if (home === undefined) {
    throw new Error("The browser tests start the gateway and need Java 25: point DAEMION_JAVA to one.");
  }
  return join(home, "bin", "java");
}

function isJava25(home: string): boolean {
  const release = join(home, "release");
  return (
    existsSync(join(home, "bin", "java")) &&
    existsSync(release) &&
    readFileSync(release, "utf8").includes('JAVA_VERSION="25')
  );
}

function onPath(): string[] {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "java"))
    .filter((java) => existsSync(java))
    .map((java) => dirname(dirname(realpathSync(java))));
}

function homesIn(place: string): string[] {
  if (!existsSync(place)) {
    return [];
  }
  return readdirSync(place).flatMap((name) => [join(place, name), join(place, name, "Contents", "Home")]);
}
