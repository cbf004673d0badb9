// What the desk does more when scripts run: the first fault gets the focus.
"use strict";
const faults = document.querySelector("[data-faults]");
if (faults) (document.querySelector("[aria-invalid=true]") || faults).focus();
