'use client';

import { useContext } from 'react';

import { defaultLabels, type Labels } from './labels.js';
import { LabelsContext } from './labels-context.js';

/** Gives every part below it an application's own sentences. */
export const LabelsProvider = LabelsContext.Provider;

/** The sentences in force. */
export function useLabels(): Labels {
  return useContext(LabelsContext) ?? defaultLabels;
}
