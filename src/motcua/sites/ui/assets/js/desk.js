// Officers' pages: the common part and the keyboard.
import "./common.js";
import "./keyboard.js";
import "./check.js";
