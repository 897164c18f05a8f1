/** The text of the studio. */
export const studioStrings = {
  title: 'Write a proposal',
  lead: 'A few lines are enough.',
  example: 'Fill in an example',
  optional: '(optional)',
  missing: (label: string) => `${label} is needed to write the proposal.`,
  write: 'Write the proposal',
  writing: 'One proposal at a time: this one is being written.',
  message: 'Write the proposal.',
  proposal: 'Proposal',
  proposalFor: (client: string) => `Proposal for ${client}`,
  previewTitle: 'What you get',
  previewText:
    'A short summary first, then the whole proposal section by section. Stop it at any time; a reload loses nothing.',
  copy: 'Copy',
  download: 'Download',
  new: 'New proposal',
  missingTitle: 'This proposal does not exist.',
  missingText:
    'It may have been deleted, or belong to someone else. A new one takes a few seconds.',
  noProfileTitle: 'Proposals are switched off.',
  noProfileText: 'This server has no profile named “proposal”.',
};
