"""Forms to fill in: what a unit has to tell, as a workbook or as a facts file, and what is wrong with one.

In: an assessment of a unit of which some things are known. Out: the facts that its rules and its sheet still
read, in the order of what they settle (`asked_facts`); a workbook (`form_book`) or a facts file with blanks
(`form_file`). `load_facts` reads a workbook back; `form_check` writes the faults beside its cells.
"""
