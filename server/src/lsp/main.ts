import { ProposedFeatures, createConnection } from "vscode-languageserver/node";
import { startServer } from "./server.ts";
import { hostWorld } from "./world.ts";

/** Makes this process the server; the command line names the transport: --node-ipc, --stdio, --socket=PORT or --pipe=NAME. */
startServer(createConnection(ProposedFeatures.all), hostWorld);
