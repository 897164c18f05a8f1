'use client';

import { createContext, useContext } from 'react';

import { defaultHookLabels, type HookLabels } from './hook-labels.js';
import type { Labels } from './labels.js';

/** Absent: the library's own. */
export const LabelsContext = createContext<Labels | undefined>(undefined);

/** The sentences in force, as far as hooks say them. */
export function useHookLabels(): HookLabels {
  return useContext(LabelsContext) ?? defaultHookLabels;
}
