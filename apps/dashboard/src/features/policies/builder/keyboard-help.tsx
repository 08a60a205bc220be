import { Dialog } from "../../../ui/dialog.tsx";
import { Kbd } from "../../../ui/kbd.tsx";

const keys: readonly [string[], string][] = [
  [["↑", "↓"], "Walk through the list; Home, End and Page keys jump"],
  [["a"], "Allow the tool, or all that are selected"],
  [["d"], "Deny"],
  [["h"], "Hide"],
  [["p"], "Ask a person for approval"],
  [["x"], "Select the tool; Shift with the arrows selects on the way"],
  [["Ctrl A"], "Select everything that is shown"],
  [["Esc"], "Clear the selection"],
  [["Enter"], "Go to the rules of the tool"],
  [["/"], "Search"],
  [["Ctrl Z"], "Undo, in the form and in the text alike"],
  [["Ctrl Shift Z"], "Redo"],
  [["?"], "This help"],
];

/** The keys of the builder. On a Mac, ⌘ stands for Ctrl. */
export function KeyboardHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Keys of the builder"
      description="With the cursor in the list of tools. On a Mac, ⌘ stands for Ctrl."
    >
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 text-sm">
        {keys.map(([names, what]) => (
          <div key={what} className="contents">
            <dt className="flex gap-1">
              {names.map((name) => (
                <Kbd key={name}>{name}</Kbd>
              ))}
            </dt>
            <dd className="text-ink-muted">{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
