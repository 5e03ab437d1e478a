// Citizens' pages: everything works without this file; it only makes it smoother.
import "./common.js";
