/** How a state is to be taken; each has a colour, on badges and on the page. */
export type Tone = "good" | "busy" | "doubt" | "bad" | "none";
