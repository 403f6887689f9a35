// Everything works without this file; it only makes it smoother. Each part finds its elements by data-mc-….
import { aloud } from "./aloud.js";
import { asks } from "./asks.js";
import { autosave } from "./autosave.js";
import { command } from "./command.js";
import { copies } from "./copies.js";
import { errors } from "./errors.js";
import { files } from "./files.js";
import { glances } from "./glances.js";
import { keepTyped } from "./keep.js";
import { moves } from "./moves.js";
import { offline } from "./offline.js";
import { opens } from "./opens.js";
import { pushes } from "./push.js";
import { passkeys } from "./passkey.js";
import { shortcuts } from "./shortcuts.js";
import { suggest } from "./suggest.js";
import { uploads } from "./upload.js";
import { viewer } from "./viewer.js";

const PARTS = [
  copies, autosave, errors, files, uploads, keepTyped, moves, asks, opens, passkeys, shortcuts, command, suggest, aloud, offline, viewer, glances, pushes,
];
for (const part of PARTS) part(document);
