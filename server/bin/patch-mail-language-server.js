#!/usr/bin/env node
import { loadBundle } from "./loadBundle.js";

await loadBundle("server.cjs");
